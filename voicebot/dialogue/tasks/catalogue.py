"""All tasks by the wish that opens them."""

from __future__ import annotations

from voicebot.dialogue.tasks import (
    ask_coverage,
    ask_green_card,
    ask_invoice,
    ask_policy_sheet,
    callback,
    cancel_order,
    change_address,
    change_delivery_address,
    change_delivery_slot,
    change_email,
    change_phone,
    in_writing,
    order_status,
    parcel_damaged,
    parcel_missing,
    payment_question,
    policy_end,
    policy_own_risk,
    policy_premium,
    policy_start,
    return_order,
)

TASKS = {
    module.TASK.wish: module.TASK
    for module in (
        order_status,
        change_delivery_address,
        change_delivery_slot,
        return_order,
        cancel_order,
        parcel_missing,
        parcel_damaged,
        ask_invoice,
        payment_question,
        change_address,
        change_phone,
        change_email,
        policy_premium,
        policy_start,
        policy_end,
        policy_own_risk,
        ask_green_card,
        ask_policy_sheet,
        ask_coverage,
        callback,
    )
} | {task.wish: task for task in in_writing.TASKS}
